import FileEffects
import SystemPackage
import TestSupport
import Testing

/// `cortex rollback --data carry` from the first keystroke to the rows.
@Suite(.tags(.process)) struct CarryTests {
  @Test func `rows written since come along, and what cannot is listed with both rows`() throws {
    let place = try Workplace()
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    try place.sql(
      """
      ALTER TABLE conversations ADD COLUMN mood TEXT;
      CREATE TABLE feedback (id INTEGER PRIMARY KEY);
      INSERT INTO feedback VALUES (1), (2);
      INSERT INTO conversations (topic, mood) VALUES ('knots', 'calm');
      UPDATE conversations SET topic = 'TIDES' WHERE id = 1;
      DELETE FROM conversations WHERE id = 2
      """)
    let before = try place.everything()
    let planned = try place.cortex("rollback", "--data", "carry", "--dry-run", "--json")
    #expect(planned.status == 0, "\(planned.errors)")
    #expect(try place.everything() == before)
    let plan = try planned.json()
    #expect(ReportShapes.change.problems(in: plan).isEmpty)

    let back = try place.cortex("rollback", "--yes", "--data", "carry", "--json")
    #expect(back.status == 0, "\(back.errors)")
    let report = try back.json()
    #expect(report["databases"] == plan["databases"])
    let database = try #require(report["databases"]?.elements.first)
    #expect(database["action"] == "carried" && database["rows_carried"] == 3)
    let carried: JSON = .list([
      .object(["name": "conversations", "inserted": 1, "updated": 1, "deleted": 1])
    ])
    #expect(database["tables"] == carried)
    let reasons = database["not_carried"]?.elements.map { $0["reason"]?.string }
    #expect(reasons == ["the column mood does not exist there", "the table does not exist there"])
    #expect(try place.rows() == "ok TIDES charts knots")

    let again = try place.cortex("gen", "switch", "--yes", "3", "--data", "restore")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try place.sql("SELECT count(*) FROM feedback") == "2")
    #expect(try place.cortex("verify").status == 0)
  }

  @Test func `what takes something away is asked for before it is done, and when going back`()
    throws
  {
    let place = try Workplace()
    try place.write(
      place.release.appending("cortex-brain/migrations/001_topics.sql"),
      "-- Database: tier1/conversations.db\n-- Destructive: yes\nDELETE FROM conversations WHERE id = 2;\n"
    )
    let before = try place.everything()
    let refused = try place.cortex("upgrade", "--yes", "--from", place.release.string, "--json")
    #expect(refused.status == 2)
    #expect(try refused.failure()["code"] == "consent_needed")
    #expect(try place.everything() == before)
    let done = try place.cortex(
      "upgrade", "--yes", "--from", place.release.string, "--allow-destructive", "--json")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try done.json()["migrations"]?.elements.first?["destructive"] == true)

    let undecided = try place.cortex("rollback", "--yes", "--json")
    #expect(undecided.status == 2)
    #expect(try undecided.failure()["code"] == "decision_needed")
    #expect(try place.rows() == "ok tides charts")
    #expect(try place.cortex("rollback", "--yes", "--data", "restore").status == 0)
    #expect(try place.rows() == "ok tides ropes charts")
  }

  @Test func `a conflict is told with the row as written and the row that is there`() throws {
    let place = try Workplace()
    // On a branch of its own: from 1 to 2, back to 1, and to 2 again with other work.
    try place.sql("ALTER TABLE conversations ADD COLUMN \"moodOf Day\"")
    try place.sql("UPDATE conversations SET topic = 'theirs', \"moodOf Day\" = 1 WHERE id = 1")
    #expect(try place.cortex("snapshot").status == 0)
    #expect(try place.cortex("gen", "switch", "--yes", "1", "--data", "restore").status == 0)
    try place.sql("UPDATE conversations SET topic = 'mine' WHERE id = 1")
    let plan = try place.cortex("gen", "switch", "2", "--data", "carry", "--dry-run", "--json")
      .json()
    let conflict = try #require(
      plan["databases"]?.elements.first?["not_carried"]?.elements.first)
    #expect(conflict["written"] == .object(["id": "1", "topic": "'mine'"]))
    #expect(conflict["there"] == .object(["id": "1", "topic": "'theirs'"]))
    let text = try place.cortex("gen", "switch", "--yes", "2", "--data", "carry")
    #expect(text.status == 0, "\(text.errors)")
    #expect(
      text.output.contains(
        """
        Not carried (still in generation 3):
          \(Workplace.database) conversations: it was changed, but the row there is a different \
        one; written since: id = 1, topic = 'mine'; there: id = 1, topic = 'theirs'
        """), "\(text.output)")
    #expect(try place.rows() == "ok theirs ropes charts")
  }
}
