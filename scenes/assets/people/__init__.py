"""People: skeleton, body, clothes, what they carry and do."""
