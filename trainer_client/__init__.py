"""What a training job and the service must agree on: the contract, group arithmetic, the wire."""
