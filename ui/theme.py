"""Kollega's own look on Gradio's base theme: system fonts, nothing fetched from elsewhere."""

from __future__ import annotations

from importlib import resources

import gradio as gr

SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]


def theme() -> gr.themes.Base:
    """The base theme with Kollega's colours; the rest is `assets/kollega.css`."""
    return gr.themes.Base(font=SANS, font_mono=["ui-monospace", "monospace"], radius_size="sm").set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#1b1e1c",
        body_text_color="#23282a",
        body_text_color_dark="#e8e6df",
        background_fill_primary="#faf8f3",
        background_fill_primary_dark="#1b1e1c",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        input_background_fill="#ffffff",
        input_background_fill_dark="#242826",
        input_border_color="#8b9089",
        input_border_color_dark="#767d77",
        input_placeholder_color="#5f6661",
        input_placeholder_color_dark="#a7ada8",
        button_primary_background_fill="#1f5d45",
        button_primary_background_fill_hover="#184a37",
        button_primary_background_fill_dark="#8ecbae",
        button_primary_background_fill_hover_dark="#a5d8bf",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10231b",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_text_color="#1f5d45",
        button_secondary_text_color_dark="#9fd6bb",
        button_secondary_border_color="#8b9089",
        button_secondary_border_color_dark="#767d77",
    )


def asset(name: str) -> str:
    """The text of one file under `ui/assets`."""
    return resources.files("ui").joinpath("assets", name).read_text("utf-8")
