"""The page to compare with: a Gradio chat that does nothing, served as Kollega is served.

Run as `python -m evals.bench._bare_page PORT`.
"""

from __future__ import annotations

import sys

import gradio as gr
import uvicorn
from fastapi import FastAPI


def main(port: int) -> None:
    """Serve one Chatbot and one Textbox until stopped."""
    with gr.Blocks(title="Bare", analytics_enabled=False) as blocks:
        gr.Chatbot()
        gr.Textbox()
    app = FastAPI(docs_url=None, redoc_url=None)
    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType]
        app, blocks, path="/nb", run_history=False, ssr_mode=False
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
