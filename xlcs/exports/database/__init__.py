"""A shop's database → the same parsed tables as files give. Source: spec, "Tables"."""
