"""How stories run: from a scene's storyboard and behaviours to the motion of a whole clip.

runtime: the loop. events, elements, triggers, conditions, entity_conditions, distances, rules: when something happens.
actions, speed_actions, lane_actions, route_actions, world_actions, following: what happens. world, agent, course,
lanes, positions, trajectories, route_courses: where everybody is. longitudinal, lateral, shapes: closed forms of
motion. drivers, perception: behaviours. signals, timelines, log: all that is not motion. rails: from all of it to the
states of physics.
"""
