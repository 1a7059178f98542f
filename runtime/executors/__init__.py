"""How steps run: one module or folder for each executor, all behind `base`."""
