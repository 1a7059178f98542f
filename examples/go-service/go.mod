module git.example/shop/quotes

go 1.23
