"""The ego's own motion: IMU, GNSS and wheel odometry."""
