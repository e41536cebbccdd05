"""A package of items, and a citizen who is applying for it."""

ITEMS = (("152900-WJ-004", "设立"), ("152900-WL-001", "经营"))
NOTE = "开办剧场并举办演出需要的许可一次申请：同样的材料只交一次，各事项分别办理。"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def load(env):
    """Publish the package as the catalogue's manager does, and begin an application as a citizen does."""
    items = {item.code: item for item in env["gov.item"].search([("code", "in", [code for code, _stage in ITEMS])])}
    package = (
        env["gov.package"]
        .with_user(env.ref("gov_window.demo_user_catalogue"))
        .create(
            {
                "name": "我要开剧场办演出",
                "note": NOTE,
                "line_ids": [(0, 0, {"item_id": items[code].id, "stage": stage}) for code, stage in ITEMS],
            }
        )
    )
    package.action_publish()
    citizen = env.ref("gov_window.demo_user_citizen2")
    application = env["gov.package.application"].with_user(citizen)._portal_begin(package.sudo())
    shared = next(paper["line"] for paper in application._portal_papers() if len(paper["items"]) > 1)
    shared._portal_store(PDF, f"{shared.name}.pdf")
    return f"{len(application.case_ids)} matters, {len(application._portal_papers())} papers"
