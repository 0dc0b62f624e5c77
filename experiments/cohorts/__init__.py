"""Who is still there: cohorts as read from a file, their fit, and the path of customers it leads to."""
