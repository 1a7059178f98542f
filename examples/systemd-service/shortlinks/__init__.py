"""Short links: GET /NAME redirects, PUT /NAME makes one."""
