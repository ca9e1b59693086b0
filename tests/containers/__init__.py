"""What runs in containers, tried with a real engine: the image, the examples, and the sandbox's second source of servers."""
