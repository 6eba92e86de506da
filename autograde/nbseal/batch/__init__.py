"""Many submissions: all cores or a cluster, one writer, and no grade lost or given twice."""
