"""What is published when a mailbox shall be looked at now, with its id."""

TOPIC = "mailboxes"
