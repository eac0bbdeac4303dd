"""Publication: scheduled updates, the site around the editions, and notices."""
