"""The marketplace's ledger: sellers, what is known about them, and their payouts."""

import logging

from fastapi import FastAPI, Form, HTTPException, Response

from . import auth, payouts, providers, sellers
from .masking import MaskingFilter

logging.basicConfig(level=logging.INFO)
logging.getLogger().addFilter(MaskingFilter())

app = FastAPI(title="ledger", docs_url=None, redoc_url=None)
app.include_router(sellers.router)
app.include_router(payouts.router)
app.include_router(providers.router)


@app.post("/login")
def login(response: Response, email: str = Form(), password: str = Form()) -> dict:
    seller_id = auth.check_seller(email, password)
    if seller_id is None:
        raise HTTPException(status_code=401, detail="unknown e-mail or password")
    response.set_cookie(
        "session", auth.new_session(seller_id), secure=True, httponly=True, samesite="strict", max_age=300
    )
    return {"sellerId": seller_id}


@app.post("/desk/login")
def desk_login(response: Response, name: str = Form(), password: str = Form()) -> dict:
    if not auth.check_desk(name, password):
        raise HTTPException(status_code=401, detail="unknown name or password")
    response.set_cookie("desk_session", auth.new_session(name), secure=False, httponly=True, samesite="lax")
    return {"name": name}


@app.get("/health")
def health() -> dict:
    return {"status": "up"}
