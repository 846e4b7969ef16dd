"""The pages: Gradio Blocks per language, mounted in FastAPI."""
