"""What programs that speak the Model Context Protocol may call."""
