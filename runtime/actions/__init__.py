"""Steps that the runtime itself performs: one module for each action."""
