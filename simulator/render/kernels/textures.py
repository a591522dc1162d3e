"""Textures on the device: fetching and filtering of texels, cut-outs, and layers of a surface seen by a ray cone."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.world import Hit, Textures, World

wp.set_module_options(kernel_options())

MAX_TAPS = wp.constant(8)
"""Chosen: a road 25 m ahead of a car's camera is seen 16 times foreshortened; 8 taps blur it by 2 lengthwise."""


@wp.struct
class UvFrame:
    """Texture coordinates at a hit, their surface gradients (1/m) and the unit normal as wound, in the part's frame."""

    uv: wp.vec2
    along_u: wp.vec3
    along_v: wp.vec3
    normal: wp.vec3


@wp.struct
class TexelLayers:
    """What a material's textures say about a point: factors of colour, roughness and metallic, and the bent normal."""

    color: wp.vec3
    roughness: float
    metallic: float
    normal: wp.vec3


@wp.func
def fraction(x: float) -> float:
    """The part of x within its period 1."""
    return x - wp.floor(x)


@wp.func
def uv_at(world: World, link: int, face: int, u: float, v: float) -> wp.vec2:
    """Texture coordinates of a point of a face (Warp's weights: u, v, 1 - u - v of corners 0, 1, 2)."""
    corner = world.uv_offset[link] + 3 * face
    a = world.corner_uv[corner]
    b = world.corner_uv[corner + 1]
    c = world.corner_uv[corner + 2]
    return a * u + b * v + c * (1.0 - u - v)


@wp.func
def passes_cutout(world: World, link: int, face: int, u: float, v: float) -> bool:
    """Whether a ray goes on through a point of a face whose slot is CUTOUT: the nearest texel is under the cut-off."""
    slot = world.slot_offset[link] + world.face_slot[world.face_offset[link] + face]
    taken = world.textures.surface[world.slot_material[slot]]
    level = world.textures.level[world.textures.image[taken[0]][0]]
    uv = uv_at(world, link, face, u, v)
    x = wp.min(int(fraction(uv[0]) * float(level[1])), level[1] - 1)
    y = wp.min(int(fraction(uv[1]) * float(level[2])), level[2] - 1)
    alpha = world.textures.texel[level[0] + y * level[1] + x] >> wp.uint32(24)
    return int(alpha) < taken[3]


@wp.func
def texel(textures: Textures, decode: int, index: int) -> wp.vec4:
    """One texel as linear RGB and alpha, 0..1."""
    packed = textures.texel[index]
    byte = wp.uint32(255)
    return wp.vec4(
        textures.decode[decode + int(packed & byte)],
        textures.decode[decode + int((packed >> wp.uint32(8)) & byte)],
        textures.decode[decode + int((packed >> wp.uint32(16)) & byte)],
        float(packed >> wp.uint32(24)) / 255.0,
    )


@wp.func
def bilinear(textures: Textures, level: int, decode: int, uv: wp.vec2) -> wp.vec4:
    """Texels of one level, interpolated about their centres at ((x + 0.5)/W, (y + 0.5)/H), repeating."""
    size = textures.level[level]
    x = fraction(uv[0]) * float(size[1]) - 0.5
    y = fraction(uv[1]) * float(size[2]) - 0.5
    left = int(wp.floor(x))
    top = int(wp.floor(y))
    right_share = x - float(left)
    lower_share = y - float(top)
    x0 = (left + size[1]) % size[1]
    x1 = (left + 1) % size[1]
    y0 = size[0] + (top + size[2]) % size[2] * size[1]
    y1 = size[0] + (top + 1) % size[2] * size[1]
    upper = texel(textures, decode, y0 + x0) * (1.0 - right_share) + texel(textures, decode, y0 + x1) * right_share
    lower = texel(textures, decode, y1 + x0) * (1.0 - right_share) + texel(textures, decode, y1 + x1) * right_share
    return upper * (1.0 - lower_share) + lower * lower_share


@wp.func
def trilinear(textures: Textures, texture: int, lod: float, uv: wp.vec2) -> wp.vec4:
    """Texels between two levels (Williams 1983); lod 0 is the image itself, each further level half its size."""
    image = textures.image[texture]
    clamped = wp.clamp(lod, 0.0, float(image[1] - image[0]))
    finer = int(clamped)
    share = clamped - float(finer)
    out = bilinear(textures, image[0] + finer, image[2], uv)
    if share > 0.0:
        out = out * (1.0 - share) + bilinear(textures, image[0] + finer + 1, image[2], uv) * share
    return out


@wp.func
def uv_frame(world: World, hit: Hit) -> UvFrame:
    """Texture coordinates and their gradients over the plane of the hit face."""
    corner = world.uv_offset[hit.link] + 3 * hit.face
    first = world.corner_uv[corner]
    second = world.corner_uv[corner + 1] - first
    third = world.corner_uv[corner + 2] - first
    mesh = world.mesh[hit.link]
    origin = wp.mesh_get_point(mesh, 3 * hit.face)
    a = wp.mesh_get_point(mesh, 3 * hit.face + 1) - origin
    b = wp.mesh_get_point(mesh, 3 * hit.face + 2) - origin
    normal = wp.cross(a, b)
    area2 = wp.dot(normal, normal)
    # Reciprocal basis of the edges: one of its vectors has a product of 1 with its own edge, of 0 with the other.
    across_a = wp.cross(b, normal) / area2
    across_b = wp.cross(normal, a) / area2
    out = UvFrame()
    out.uv = first * hit.u + (first + second) * hit.v + (first + third) * (1.0 - hit.u - hit.v)
    out.along_u = across_a * second[0] + across_b * third[0]
    out.along_v = across_a * second[1] + across_b * third[1]
    out.normal = normal / wp.sqrt(area2)
    return out


@wp.func
def filtered(textures: Textures, texture: int, frame: UvFrame, view: wp.vec3, cone_m: float) -> wp.vec4:
    """A texture under a ray cone of that width: taps along the longer axis of its footprint, the level by the shorter.

    view: unit, in the part's frame. Ray cones: Akenine-Moller et al. 2021, "Improved Shader and Texture Level of
    Detail Using Ray Cones", section 5 (anisotropic footprint of the cone on the triangle's plane).
    """
    cosine = wp.dot(frame.normal, view)
    flat = view - frame.normal * cosine
    sine = wp.length(flat)
    major = wp.normalize(frame.along_u)
    if sine > 1.0e-4:
        major = flat / sine
    minor = wp.cross(frame.normal, major)
    major = major * (cone_m / wp.max(wp.abs(cosine), 0.01))
    minor = minor * cone_m
    size = textures.level[textures.image[texture][0]]
    edge = wp.vec2(float(size[1]), float(size[2]))
    step = wp.vec2(wp.dot(frame.along_u, major), wp.dot(frame.along_v, major))
    other = wp.vec2(wp.dot(frame.along_u, minor), wp.dot(frame.along_v, minor))
    longer = wp.length(wp.cw_mul(step, edge))
    shorter = wp.length(wp.cw_mul(other, edge))
    if shorter > longer:
        step = other
        shorter = longer
        longer = wp.length(wp.cw_mul(step, edge))
    taps = wp.clamp(int(wp.ceil(longer / wp.max(shorter, 1.0))), 1, MAX_TAPS)
    lod = wp.log2(wp.max(wp.max(longer / float(taps), shorter), 1.0e-6))
    total = wp.vec4(0.0, 0.0, 0.0, 0.0)
    for tap in range(taps):
        total += trilinear(textures, texture, lod, frame.uv + step * ((float(tap) + 0.5) / float(taps) - 0.5))
    return total / float(taps)


@wp.func
def bent_normal(frame: UvFrame, shading: wp.vec3, bump: wp.vec3) -> wp.vec3:
    """Shading normal turned by a tangent-space normal (glTF 2.0: x along u, y against v, z out of the surface)."""
    facing = wp.sign(wp.dot(frame.normal, shading))
    handed = wp.sign(wp.dot(frame.normal, wp.cross(frame.along_u, frame.along_v)))
    tangent = wp.normalize(wp.cross(frame.along_v, frame.normal)) * handed
    down = wp.normalize(wp.cross(frame.normal, frame.along_u)) * handed
    slope = tangent * bump[0] - down * bump[1]
    slope = slope - shading * wp.dot(slope, shading)
    return wp.normalize(shading * wp.max(bump[2], 0.01) + slope * facing)


@wp.func
def is_textured(world: World, material: int) -> bool:
    """Whether a material has any texture."""
    taken = world.textures.surface[material]
    return wp.max(taken[0], wp.max(taken[1], taken[2])) >= 0


@wp.func
def mean_color(textures: Textures, texture: int) -> wp.vec3:
    """The mean of an image: its last level's texel."""
    image = textures.image[texture]
    mean = texel(textures, image[2], textures.level[image[1]][0])
    return wp.vec3(mean[0], mean[1], mean[2])


@wp.func
def texel_layers(world: World, hit: Hit, material: int, view: wp.vec3, shading: wp.vec3, cone_m: float) -> TexelLayers:
    """All textures of a material at a hit. view, shading: unit, in the part's frame. cone_m: width of the ray there."""
    out = TexelLayers()
    out.color = wp.vec3(1.0, 1.0, 1.0)
    out.roughness = 1.0
    out.metallic = 1.0
    out.normal = shading
    frame = uv_frame(world, hit)
    taken = world.textures.surface[material]
    if taken[0] >= 0:
        color = filtered(world.textures, taken[0], frame, view, cone_m)
        out.color = wp.vec3(color[0], color[1], color[2])
    if taken[1] >= 0:
        factors = filtered(world.textures, taken[1], frame, view, cone_m)
        out.roughness = factors[1]
        out.metallic = factors[2]
    if taken[2] >= 0:
        packed = filtered(world.textures, taken[2], frame, view, cone_m)
        bump = wp.vec3(packed[0], packed[1], packed[2]) * 2.0 - wp.vec3(1.0, 1.0, 1.0)
        out.normal = bent_normal(frame, shading, bump)
    return out
