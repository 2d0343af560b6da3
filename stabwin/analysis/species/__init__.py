"""Windows along a gas: the partial pressures at which a material neither takes it up nor gives it off."""
