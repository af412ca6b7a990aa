"""What the two stand-ins have in common: calls to Azure Resource Manager, and waiting for their end."""
