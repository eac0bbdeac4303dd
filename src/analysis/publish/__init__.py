"""Publication: scheduled updates, and the site around the editions."""
