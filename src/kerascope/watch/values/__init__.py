"""Values of the watched program as they are met: measured, described, and named by the parameters they are for."""
