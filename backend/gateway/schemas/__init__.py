"""What goes over HTTP, per resource. The OpenAPI document is drawn from these."""
