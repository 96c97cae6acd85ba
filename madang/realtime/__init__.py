"""What happens in the desk, told to open browsers at once; who is looking and who is typing."""
