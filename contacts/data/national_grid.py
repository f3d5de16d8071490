"""Where a latitude and longitude lie on the National Grid, to within some five metres.

Transverse Mercator and the seven-parameter shift from WGS84 to OSGB36 as Ordnance Survey publishes them in "A guide
to coordinate systems in Great Britain" (annexes B and C; section 6.6).
"""

from __future__ import annotations

from math import atan2, cos, radians, sin, sqrt, tan

WGS84 = (6378137.0, 6356752.3142)
AIRY = (6377563.396, 6356256.909)
SHIFT = (-446.448, 125.157, -542.060)
ROTATION = (radians(-0.1502 / 3600), radians(-0.2470 / 3600), radians(-0.8421 / 3600))
SCALE = 1 + 20.4894e-6
F0, E0, N0, LAT0, LON0 = 0.9996012717, 400000.0, -100000.0, radians(49), radians(-2)


def easting_northing(latitude: float, longitude: float) -> tuple[float, float]:
    """Metres east and north on the National Grid of a point in degrees (WGS84)."""
    return _project(*_to_osgb36(radians(latitude), radians(longitude)))


def _to_osgb36(lat: float, lon: float) -> tuple[float, float]:
    a, b = WGS84
    nu = a / sqrt(1 - (1 - b * b / (a * a)) * sin(lat) ** 2)
    x, y, z = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (b * b / (a * a)) * sin(lat)
    (rx, ry, rz), (tx, ty, tz) = ROTATION, SHIFT
    x, y, z = (
        tx + SCALE * x - rz * y + ry * z,
        ty + rz * x + SCALE * y - rx * z,
        tz - ry * x + rx * y + SCALE * z,
    )
    a, b = AIRY
    e2, p = 1 - b * b / (a * a), sqrt(x * x + y * y)
    lat = atan2(z, p * (1 - e2))
    for _ in range(5):
        nu = a / sqrt(1 - e2 * sin(lat) ** 2)
        lat = atan2(z + e2 * nu * sin(lat), p)
    return lat, atan2(y, x)


def _meridian(lat: float) -> float:
    a, b = AIRY
    n = (a - b) / (a + b)
    d, s = lat - LAT0, lat + LAT0
    return (
        b
        * F0
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(d) * cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * d) * cos(2 * s)
            - 35 / 24 * n**3 * sin(3 * d) * cos(3 * s)
        )
    )


def _project(lat: float, lon: float) -> tuple[float, float]:
    a, b = AIRY
    e2 = 1 - b * b / (a * a)
    nu = a * F0 / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * F0 * (1 - e2) / (1 - e2 * sin(lat) ** 2) ** 1.5
    eta2, t, c, d = nu / rho - 1, tan(lat), cos(lat), lon - LON0
    north = _meridian(lat) + N0 + nu / 2 * sin(lat) * c * d**2
    north += nu / 24 * sin(lat) * c**3 * (5 - t**2 + 9 * eta2) * d**4
    north += nu / 720 * sin(lat) * c**5 * (61 - 58 * t**2 + t**4) * d**6
    east = E0 + nu * c * d + nu / 6 * c**3 * (nu / rho - t**2) * d**3
    east += nu / 120 * c**5 * (5 - 18 * t**2 + t**4 + 14 * eta2 - 58 * t**2 * eta2) * d**5
    return east, north
