"""Job files for clusters: a checked run as a job array of Slurm, Kubernetes or AWS Batch."""
