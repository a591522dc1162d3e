"""How drivers, riders and walkers decide while no story tells them: pure functions of what they perceive."""
