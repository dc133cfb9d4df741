"""The services: HTTP, gRPC and the command line. Converts, dispatches, records; judges nothing."""
