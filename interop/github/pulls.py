"""Pull requests: in REST they are issues too; when one was ready and who reviewed it is told by GraphQL alone."""

import statistics
from datetime import timedelta

from session import AT, HOUR, graph, is_bot, is_pull, moment, summaries, within

TALK = """
query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      createdAt mergedAt headRefName body totalCommentsCount
      author { __typename login }
      labels(first: 100) { nodes { name } }
      commits(first: 1) { nodes { commit { authoredDate } } }
      timelineItems(first: 100, itemTypes: [READY_FOR_REVIEW_EVENT]) { nodes { ... on ReadyForReviewEvent { createdAt } } }
      comments(first: 100) { totalCount nodes { createdAt author { __typename login } } }
      reviews(first: 100) {
        totalCount
        nodes { state submittedAt body author { __typename login } comments(first: 1) { totalCount } }
      }
    }
  }
}"""


def talk(client, number):
    pull = graph(client, TALK, number=number)["pullRequest"]
    for kind in ("comments", "reviews"):
        assert pull[kind]["totalCount"] == len(pull[kind]["nodes"]), f"{number} has too many {kind} for one page"
    return pull


def name_of(actor):
    return actor["login"] if actor else "ghost"


def foreign(actor, pull):
    """True for a person who is not the author."""
    kind = actor["__typename"] if actor else None
    return name_of(actor) != name_of(pull["author"]) and not is_bot(name_of(actor), kind)


def opened(pull):
    ready = [moment(item["createdAt"]) for item in pull["timelineItems"]["nodes"]]
    return max((at for at in ready if at <= moment(pull["mergedAt"])), default=moment(pull["createdAt"]))


def reviews(pull):
    """Reviews by others before the merge."""
    merged = moment(pull["mergedAt"])
    return [
        review
        for review in pull["reviews"]["nodes"]
        if review["state"] != "PENDING" and foreign(review["author"], pull) and moment(review["submittedAt"]) <= merged
    ]


def first_review(pull):
    """Hours from the last readiness before it to the first remark of another person on what was no draft."""
    ready = sorted(moment(item["createdAt"]) for item in pull["timelineItems"]["nodes"])
    comments = [moment(one["createdAt"]) for one in pull["comments"]["nodes"] if foreign(one["author"], pull)]
    remarks = sorted(comments + [moment(review["submittedAt"]) for review in reviews(pull)])
    start = moment(pull["createdAt"])
    for remark in remarks:
        before = [at for at in ready if at <= remark]
        if remark <= moment(pull["mergedAt"]) and (before or not ready):
            return (remark - max([start, *before])) / HOUR
    return None


def has_comments(pull):
    said = [one["author"] for one in pull["comments"]["nodes"]]
    said += [one["author"] for one in pull["reviews"]["nodes"] if one["body"] or one["comments"]["totalCount"] > 0]
    return any(foreign(author, pull) for author in said)


def measure(client, issues):
    pulls = [issue for issue in issues if is_pull(issue)]
    opens = [pull for pull in pulls if pull.state == "open"]
    merged = [pull for pull in pulls if within(pull.pull_request.merged_at)]
    abandoned = [pull for pull in pulls if not pull.pull_request.merged_at and within(pull.closed_at)]
    old = AT - timedelta(days=14)
    idle = [pull for pull in opens if not pull.draft and pull.updated_at < old]
    values = {
        "prs.open": len(opens),
        "prs.stale_count_14d": sum(1 for pull in opens if pull.created_at < old),
        "prs.inactive_14d": sum(1 for pull in idle if not pull.user or not is_bot(pull.user.login, pull.user.type)),
        "prs.merged_7d": len(merged),
        "prs.closed_without_merge_7d": len(abandoned),
    }
    hours = [(pull.pull_request.merged_at - pull.created_at) / HOUR for pull in merged]
    prefix = "prs.time_to_merge"
    names = {"mean": "prs.avg_time_to_merge_hours", 50: f"{prefix}_p50_hours", 90: f"{prefix}_p90_hours"}
    return values | summaries(hours, names) | of_talk([talk(client, pull.number) for pull in merged])


def of_talk(pulls):
    cycle = [(moment(pull["mergedAt"]) - opened(pull)) / HOUR for pull in pulls]
    firsts = [(pull, [moment(node["commit"]["authoredDate"]) for node in pull["commits"]["nodes"]]) for pull in pulls]
    coding = [(opened(pull) - at) / HOUR for pull, dates in firsts for at in dates]
    waits = [wait for wait in map(first_review, pulls) if wait is not None]
    prefix = "prs.cycle_time"
    values = summaries(cycle, {"mean": f"{prefix}_hours", 50: f"{prefix}_p50_hours", 90: f"{prefix}_p90_hours"})
    values |= summaries([span for span in coding if span >= 0], {"mean": "prs.coding_time_hours"})
    values |= summaries(waits, {"mean": "prs.time_to_first_review_hours"})
    return values | {
        "prs.unreviewed_merged_pct": 100 * statistics.fmean(not reviews(pull) for pull in pulls),
        "prs.with_review_comments_pct": 100 * statistics.fmean(map(has_comments, pulls)),
        "prs.avg_comments_per_pr": statistics.fmean(pull["totalCommentsCount"] for pull in pulls),
    }
