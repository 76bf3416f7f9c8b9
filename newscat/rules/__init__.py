"""What must hold: rules over one article, and the engine that turns their problems into findings."""
