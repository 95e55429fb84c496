"""The app: opens the archive once and routes to its pages. Run it with `kg app` or `make app`.

Streamlit imports this once for its server, and runs it again as a script for every action of a reader.
"""

if __name__ == "__main__":
    from kg.ui.shell import run

    run()
else:
    import streamlit as st

    from kg.ui.server import LIFESPAN, MIDDLEWARE, ROUTES

    app = st.App(__file__, middleware=MIDDLEWARE, lifespan=LIFESPAN, routes=ROUTES)
