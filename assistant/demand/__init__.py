"""The other way round, for officers: which submitted needs a patent fits, and which sleeping patents most needs wait for."""
