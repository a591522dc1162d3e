"""Rules: each looks at a site and proposes what stands there; which hold where stands in `scenes.roadside.dress`."""
