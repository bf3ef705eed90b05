import Testing

@Suite struct ForcedArm {
    @Test func aTesterChoosesByHeader() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(
            Layout.split(
                by: "client", (100, 0), origins, "force: { header: x-weir-arm, clients: [10.0.0.0/8, 2001:db8::/32] }"))
        defer { weir.kill() }

        let tester = try Browser(weir)
        #expect(try tester.get("/", "X-Forwarded-For: 10.1.2.3", "X-Weir-Arm: canary").text == "canary")
        #expect(try tester.get("/", "X-Forwarded-For: 2001:db8::7", "X-Weir-Arm: canary").text == "canary")
        // Nothing of it lasts.
        #expect(try tester.get("/", "X-Forwarded-For: 10.1.2.3").text == "stable")
        #expect(try tester.get("/", "X-Forwarded-For: 10.1.2.3", "X-Weir-Arm: none-such").text == "stable")
        #expect(try Browser(weir).get("/", "X-Forwarded-For: 203.0.113.5", "X-Weir-Arm: canary").text == "stable")
        #expect(try Browser(weir).get("/", "X-Weir-Arm: canary").text == "stable")
        let reasons = try weir.accessLines(6).map(\.armReason)
        #expect(reasons == ["forced", "forced", "client", "client", "client", "client"])
    }

    @Test func orByCookieAndFromThisMachineUnlessOthersAreNamed() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(Layout.split(by: "client", (100, 0), origins, "force: { cookie: arm }"))
        defer { weir.kill() }

        #expect(try Browser(weir, cookies: ["arm": "canary"]).get().text == "canary")
        let stranger = try Browser(weir, cookies: ["arm": "canary"]).get("/", "X-Forwarded-For: 203.0.113.5")
        #expect(stranger.text == "stable")
        #expect(try weir.accessLines(2).map(\.armReason) == ["forced", "client"])
    }

    /// A forced arm is served as asked, also where none of its servers can: a tester wants to see that.
    @Test func anArmWithoutServersIsNotReplaced() throws {
        let origins = try NamedOrigins("stable", "canary")
        defer { origins.stop() }
        let weir = try WeirProcess(
            Layout.split(
                by: "client", (50, 50), origins, "force: { header: x-weir-arm }", states: ["canary": "maintenance"]))
        defer { weir.kill() }

        #expect(try Browser(weir).get("/", "X-Weir-Arm: canary").status == 503)
        let line = try weir.accessLine()
        #expect(line.arm == "canary")
        #expect(line.armReason == "forced")
        #expect(line.end == "no_server")
    }
}
