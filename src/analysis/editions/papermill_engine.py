"""The engine's address in installed entry points."""

from analysis.rendering.kernel import KeptKernelEngine as WarmEngine

__all__ = ["WarmEngine"]
