"""The job by Selenium, as its documentation would have it. Given jobs as lines on standard input, answers each with a line.

One browser for all jobs, its cookies deleted between, or a new one for each. Measures nothing itself.
"""

import argparse
import json
import sys

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import Select, WebDriverWait

BOUND = 10
# The library's own half a second would say more about waiting than about work.
LOOK_AGAIN = 0.02


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--browser", required=True)
    parser.add_argument("--counting", action="store_true")
    parser.add_argument("--any-certificate", action="store_true")
    parser.add_argument("--new-browser", action="store_true")
    for program in ("chromium", "firefox", "geckodriver", "chromedriver"):
        parser.add_argument(f"--{program}", required=True)
    return parser.parse_args()


def start(given):
    options = webdriver.FirefoxOptions() if given.browser == "firefox" else webdriver.ChromeOptions()
    if given.any_certificate:
        options.accept_insecure_certs = True
    if given.browser == "firefox":
        options.binary_location = given.firefox
        for argument in ("-headless", "--width=1280", "--height=1000"):
            options.add_argument(argument)
        service = webdriver.FirefoxService(executable_path=given.geckodriver)
        driver = webdriver.Firefox(options=options, service=service)
    else:
        options.binary_location = given.chromium
        for argument in ("--headless=new", "--no-sandbox", "--window-size=1280,1000"):
            options.add_argument(argument)
        service = webdriver.ChromeService(executable_path=given.chromedriver)
        driver = webdriver.Chrome(options=options, service=service)
    count_commands(driver)
    return driver


def count_commands(driver):
    """Every command is one call of this function."""
    execute = driver.command_executor.execute
    driver.sent = 0

    def counted(*what):
        driver.sent += 1
        return execute(*what)

    driver.command_executor.execute = counted


def carry(driver, order):
    values = order["values"]

    def wait(condition):
        return WebDriverWait(driver, BOUND, LOOK_AGAIN).until(condition)

    def find(name):
        return wait(expected.presence_of_element_located((By.ID, name)))

    def texts(*names):
        for name in names:
            find(name).send_keys(values[name])

    def pick(name):
        Select(find(name)).select_by_visible_text(values[name])

    def radio(name):
        driver.find_element(By.CSS_SELECTOR, f"input[name={name}][value={values[name]}]").click()

    def click(name):
        find(name).click()

    driver.get(order["url"])
    texts("user", "password")
    click("sign_in")

    texts("first", "middle", "last", "birth", "ssn", "phone", "email")
    radio("marital")
    pick("language")
    click("next")

    texts("line")
    pick("state")
    wait(expected.presence_of_element_located((By.XPATH, f"//select[@id='city']/option[.='{values['city']}']")))
    pick("city")
    texts("zip")
    click("elsewhere")
    texts("mail_line")
    find("mail_city").clear()
    texts("mail_city")
    pick("mail_state")
    texts("mail_zip")
    driver.switch_to.frame("contact")
    texts("notes")
    pick("reach")
    click("evenings")
    click("keep")
    find("kept")
    driver.switch_to.parent_frame()
    click("next")

    main = driver.current_window_handle
    click("add")
    wait(expected.number_of_windows_to_be(2))
    driver.switch_to.window(next(handle for handle in driver.window_handles if handle != main))
    texts("p_first", "p_last", "p_birth", "p_ssn")
    pick("p_relation")
    texts("p_income")
    click("save")
    driver.switch_to.window(main)
    wait(expected.presence_of_element_located((By.CSS_SELECTOR, "#people td")))
    texts("income", "cash", "rent")
    radio("utilities")
    click("next")

    pick("kind")
    find("paper").send_keys(order["paper"])
    texts("signed", "signer")
    click("truth")
    click("penalty")
    click("next")

    click("submit")
    wait(expected.alert_is_present()).accept()
    return find("number").text


def answer(what):
    print(json.dumps(what), flush=True)


def main():
    given = arguments()
    sys.stdin.readline()
    driver = None if given.new_browser else start(given)
    answer({"ready": True})
    for line in sys.stdin:
        try:
            if given.new_browser:
                driver = start(given)
            # Opening and ending the browser are part of a job that has one of its own.
            before = -1 if given.new_browser else driver.sent
            number = carry(driver, json.loads(line))
            if given.new_browser:
                driver.quit()
            else:
                driver.delete_all_cookies()
            answer({"number": number, "commands": driver.sent - before})
        except Exception as error:  # noqa: BLE001, whatever it is, the benchmark has to hear of it
            answer({"error": f"{type(error).__name__}: {error}"})
    if driver and not given.new_browser:
        driver.quit()


main()
