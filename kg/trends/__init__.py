"""What changes over the issues: names and topics that rise, fall, appear and fall silent."""
