"""Handing artifacts to other machines: each as an archive behind an address that expires, with its checksum."""
