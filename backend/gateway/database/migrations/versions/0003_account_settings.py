"""Language, theme and picture of an account; e-mail addresses that are to be confirmed"""

import sqlalchemy as sa
from alembic import op

revision = "account_settings"
down_revision = "access_tokens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("language", 8), ("theme", 8), ("avatar", 32)):
        op.add_column(
            "accounts",
            sa.Column(name, sa.String(length=length), server_default="", nullable=False),
        )
    op.create_table(
        "email_changes",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id"),
        sa.UniqueConstraint("token_hash"),
    )
