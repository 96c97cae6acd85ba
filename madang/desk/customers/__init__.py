"""Customers in the workspace: the list of all, and all that is known of one."""
