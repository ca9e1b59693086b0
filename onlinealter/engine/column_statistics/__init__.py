"""What the optimizer was told of columns goes along with them."""
