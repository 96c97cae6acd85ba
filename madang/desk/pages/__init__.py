"""The addresses of the workspace: each asks a query module and renders what it gives."""
