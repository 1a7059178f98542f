"""What engines have, asked without changing anything: Nomad by its plans, Compose by its containers and its hashes."""
