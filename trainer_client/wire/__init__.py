"""The wire: the .proto, its generated stubs, and the conversion between messages and the contract."""
