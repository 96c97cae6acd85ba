"""The workspace: what agents see and do all day."""
