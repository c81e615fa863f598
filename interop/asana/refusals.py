"""Lets Asana's own client judge what the stand-in refuses. Prints one line a refusal: status and message."""

import json
import sys

import asana
from asana.rest import ApiException
from urllib3.util.retry import Retry

asked = json.load(sys.stdin)


def client(token):
    configuration = asana.Configuration()
    configuration.host = asked["host"]
    configuration.access_token = token
    configuration.retry_strategy = Retry(total=0)
    return asana.ApiClient(configuration)


def refused(call):
    try:
        call()
    except ApiException as error:
        message = json.loads(error.body)["errors"][0]["message"]
        return f"{error.status} {message}"
    return "not refused"


sound = client(asked["token"])
tasks, projects = asana.TasksApi(sound), asana.ProjectsApi(sound)
calls = [
    lambda: asana.UsersApi(client("wrong")).get_user("me", {}),
    lambda: projects.get_project("1", {}),
    lambda: projects.get_project("launch", {}),
    lambda: list(tasks.get_tasks({"project": asked["project"], "limit": 101})),
    lambda: list(tasks.get_tasks({"project": asked["project"], "limit": 100, "offset": "made-up"})),
    lambda: list(tasks.get_tasks({"workspace": asked["workspace"]})),
    lambda: list(tasks.search_tasks_for_workspace(asked["workspace"], {})),
]
print(json.dumps([refused(call) for call in calls]))
