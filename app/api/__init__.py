"""The API: requests in, ready bytes out. It reads a store and cannot write one."""
