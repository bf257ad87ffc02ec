BEGIN TRANSACTION;
CREATE TABLE access_tokens (
	secret VARCHAR(64) NOT NULL, 
	token_id VARCHAR(32) NOT NULL, 
	account_id VARCHAR(32) NOT NULL, 
	label VARCHAR(80) NOT NULL, 
	scopes VARCHAR(120) NOT NULL, 
	created_at VARCHAR(40) NOT NULL, 
	expires_at VARCHAR(40), 
	used_at VARCHAR(40), 
	PRIMARY KEY (secret), 
	UNIQUE (token_id), 
	FOREIGN KEY(account_id) REFERENCES accounts (account_id) ON DELETE CASCADE
);
INSERT INTO "access_tokens" VALUES('9cf0cf560db651cabc15270edb542ab64eb5e614cc4ae8cac0dbc38a99252e8e','c2a6f62c674b12af','423fd6b9a61b3026','dashboard','search','2026-11-30T11:43:27.756647+00:00','2035-02-16T11:43:27.756647+00:00',NULL);
CREATE TABLE accounts (
	account_id VARCHAR(32) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	folded VARCHAR(160) NOT NULL, 
	roles VARCHAR(80) NOT NULL, 
	password VARCHAR(200) NOT NULL, 
	active BOOLEAN NOT NULL, 
	must_change_password BOOLEAN NOT NULL, 
	created_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (account_id), 
	UNIQUE (folded)
);
INSERT INTO "accounts" VALUES('a2c5ae45d2abecc9','Wang Li','wang li','officer,admin','$argon2id$v=19$m=8,t=1,p=1$BEkHBRwAtXp8/38Z5dnZwA$W9iM7Z1m/oF/v2OVtXVUZ8naNSUiFupol8OtzisA3oI',1,0,'2026-11-30T11:43:27.735663+00:00');
INSERT INTO "accounts" VALUES('423fd6b9a61b3026','Example Cells','example cells','sme','$argon2id$v=19$m=8,t=1,p=1$5JtiN8QOxDBePR3PaOw4oQ$SGqSAQrvSR+RDhKuipEYLOY8uw0Ftigr3+MCEup62T0',1,0,'2026-11-30T11:43:27.748861+00:00');
CREATE TABLE asked_topics (
	owner VARCHAR(64) NOT NULL, 
	day DATE NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	topic VARCHAR(200) NOT NULL, 
	PRIMARY KEY (owner, day, kind, topic)
);
INSERT INTO "asked_topics" VALUES('35800bbffa9d06260d848b220463ba6f147baa9572d450fce7cd5d504ab86d15','2026-11-30','term','许可');
INSERT INTO "asked_topics" VALUES('35800bbffa9d06260d848b220463ba6f147baa9572d450fce7cd5d504ab86d15','2026-11-30','policy','CN-X');
CREATE TABLE audit_lines (
	number INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	actor VARCHAR(200) NOT NULL, 
	roles VARCHAR(80) NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	subject_id VARCHAR(200) NOT NULL, 
	outcome VARCHAR(20) NOT NULL, 
	written TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "audit_lines" VALUES(1,'2026-11-30T11:43:27.838924+00:00','423fd6b9a61b3026','sme','asked','turn','p-fbUZ2WiiQL','done','{"citations": 1, "mode": "extractive", "seen": ["act"]}','d987f5482c481c1e7bdd95c456126295dd7c0b6757bbd41db6309e766f94cbd2');
INSERT INTO "audit_lines" VALUES(2,'2026-11-30T11:43:28.203362+00:00','423fd6b9a61b3026','sme','need_submitted','need','80016a179e8381c6','done','{}','15d27d9977185ec0717d5b3ca03c2f25d8117c0fbbb372f9f96aa6e6e29eb2d9');
INSERT INTO "audit_lines" VALUES(3,'2026-11-30T11:43:28.227884+00:00','a2c5ae45d2abecc9','officer,admin','licence_added','licence','8d0535780244a67a','done','{}','e1b92331ace5ae19e6598e2284f96e69dccf67393948bc2b90e3bcc9fe812903');
CREATE TABLE batch_needs (
	batch_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	"row" INTEGER NOT NULL, 
	sheet VARCHAR(200) NOT NULL, 
	wanted TEXT NOT NULL, 
	matched_with TEXT, 
	failed BOOLEAN NOT NULL, 
	result BLOB, 
	draft_name VARCHAR(200), 
	draft BLOB, 
	PRIMARY KEY (batch_id, number)
);
CREATE TABLE batch_outcomes (
	batch_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	outcome VARCHAR(20) NOT NULL, 
	PRIMARY KEY (batch_id, number)
);
CREATE TABLE batches (
	batch_id VARCHAR(32) NOT NULL, 
	owner VARCHAR(80) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	read TEXT NOT NULL, 
	total INTEGER NOT NULL, 
	asked TEXT, 
	elapsed_s FLOAT NOT NULL, 
	failure TEXT, 
	created_at VARCHAR(40) NOT NULL, 
	begun_at VARCHAR(40), 
	beat_at VARCHAR(40), 
	PRIMARY KEY (batch_id)
);
CREATE TABLE changes (
	seq INTEGER NOT NULL, 
	op VARCHAR(8) NOT NULL, 
	document_id VARCHAR(80) NOT NULL, 
	audience VARCHAR(20) NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "changes" VALUES(1,'add','d881e751ef7d18655df0ed0a1','public');
INSERT INTO "changes" VALUES(2,'add','d1f945387adfda3c22b8558a3','internal');
CREATE TABLE conversation_turns (
	turn_id VARCHAR(32) NOT NULL, 
	conversation_id VARCHAR(32) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	created_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (turn_id), 
	UNIQUE (conversation_id, ordinal), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (conversation_id) ON DELETE CASCADE
);
INSERT INTO "conversation_turns" VALUES('p-fbUZ2WiiQL','_jZQ2KFOoKhVul3D',0,'How is a licence taken?','{"answer": "No small business firm which receives title may grant an exclusive right unless products are made substantially at home.[1]", "language": "en", "mode": "extractive", "refused": false, "reason": null, "nearest_only": false, "citations": [{"marker": 1, "document_id": "act", "passage_id": "act-1", "title": "Bayh-Dole Act", "label": "No", "kind": "policy", "passage_kind": "article", "quote": "No small business firm which receives title may grant an exclusive right", "start": 17, "end": 89, "text_type": "official", "publication_number": null, "document_number": null, "effective_from": "1980-12-12", "effective_to": null, "jurisdiction": null, "official_url": "javascript:alert(1)", "register_checked_on": null, "synthetic": false, "page": null, "confidence": null}], "tables": [], "warnings": [], "as_of": "2026-11-24", "elapsed_ms": 140.0, "statements": [{"text": "No small business firm which receives title may grant an exclusive right unless products are made substantially at home.", "markers": [1], "heading": false, "bullet": false, "computed": false}], "intent": null, "document_ids": ["act"], "model": null, "prompt_id": null, "nearest": [], "conditions": [], "narrowed_to": {}, "options": [], "usage": null, "understanding": null, "sent_to": []}','2026-11-30T11:43:27.829222+00:00');
CREATE TABLE conversations (
	conversation_id VARCHAR(32) NOT NULL, 
	owner VARCHAR(80) NOT NULL, 
	title VARCHAR(80) NOT NULL, 
	updated_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (conversation_id)
);
INSERT INTO "conversations" VALUES('_jZQ2KFOoKhVul3D','423fd6b9a61b3026','How is a licence taken?','2026-11-30T11:43:27.829222+00:00');
CREATE TABLE disclosures (
	disclosure_id VARCHAR(32) NOT NULL, 
	title TEXT NOT NULL, 
	summary TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	stage VARCHAR(20) NOT NULL, 
	market TEXT NOT NULL, 
	prior_art VARCHAR(20) NOT NULL, 
	prior_art_note TEXT NOT NULL, 
	made_by VARCHAR(80) NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (disclosure_id)
);
CREATE TABLE document_texts (
	document INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (document), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "document_texts" VALUES(1,'A ceramic separator slurry
the slurry is coated at 60 degrees');
INSERT INTO "document_texts" VALUES(2,'Fee floor of the slurry
not below 80,000');
CREATE TABLE documents (
	number INTEGER NOT NULL, 
	document_id VARCHAR(80) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	audience VARCHAR(20) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	active BOOLEAN NOT NULL, 
	sample BOOLEAN NOT NULL, 
	synthetic BOOLEAN NOT NULL, 
	loaded_on DATE, 
	publication_number VARCHAR(80), 
	policy_id VARCHAR(200), 
	lineage VARCHAR(200), 
	passage_count INTEGER NOT NULL, 
	text_length INTEGER NOT NULL, 
	replaced_by VARCHAR(80), 
	run_id VARCHAR(80), 
	title TEXT NOT NULL, 
	source TEXT NOT NULL, 
	record TEXT, 
	purged BOOLEAN, 
	PRIMARY KEY (number), 
	UNIQUE (document_id)
);
INSERT INTO "documents" VALUES(1,'d881e751ef7d18655df0ed0a1','patent','public','en',1,0,0,'2026-11-24','CN199900001B',NULL,NULL,2,61,NULL,'','A ceramic separator slurry','a.txt','{"type":"patent","jurisdiction":"CN","titles":[{"language":"en","text":"Separator slurry"}],"publication_number":"CN199900001B","filing_date":"2019-03-12"}',NULL);
INSERT INTO "documents" VALUES(2,'d1f945387adfda3c22b8558a3','other','internal','en',1,0,0,'2026-11-24',NULL,NULL,NULL,2,40,NULL,'','Fee floor of the slurry','a.txt',NULL,NULL);
CREATE TABLE draft_approvals (
	draft_id VARCHAR(32) NOT NULL, 
	version INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	actor VARCHAR(80) NOT NULL, 
	name VARCHAR(160) NOT NULL, 
	alone BOOLEAN NOT NULL, 
	pack TEXT NOT NULL, 
	PRIMARY KEY (draft_id)
);
CREATE TABLE draft_origins (
	draft_id VARCHAR(32) NOT NULL, 
	origin VARCHAR(64) NOT NULL, 
	document_id VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	PRIMARY KEY (draft_id), 
	UNIQUE (origin, document_id, kind)
);
CREATE TABLE draft_steps (
	draft_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	actor VARCHAR(80) NOT NULL, 
	act VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	remark TEXT NOT NULL, 
	alone BOOLEAN NOT NULL, 
	PRIMARY KEY (draft_id, number)
);
CREATE TABLE draft_versions (
	draft_id VARCHAR(32) NOT NULL, 
	number INTEGER NOT NULL, 
	made_by VARCHAR(80) NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	act VARCHAR(20) NOT NULL, 
	content TEXT NOT NULL, 
	PRIMARY KEY (draft_id, number)
);
CREATE TABLE drafts (
	draft_id VARCHAR(32) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	language VARCHAR(2) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	enterprise VARCHAR(200) NOT NULL, 
	publication_number VARCHAR(80) NOT NULL, 
	document_id VARCHAR(200) NOT NULL, 
	need_id VARCHAR(32) NOT NULL, 
	need_owner VARCHAR(80) NOT NULL, 
	written_by VARCHAR(80) NOT NULL, 
	edited_by VARCHAR(80) NOT NULL, 
	created_at VARCHAR(40) NOT NULL, 
	updated_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (draft_id)
);
CREATE TABLE file_documents (
	file_id INTEGER NOT NULL, 
	document INTEGER NOT NULL, 
	PRIMARY KEY (file_id, document), 
	FOREIGN KEY(file_id) REFERENCES files (file_id), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "file_documents" VALUES(1,1);
INSERT INTO "file_documents" VALUES(2,2);
CREATE TABLE file_pending (
	file_id INTEGER NOT NULL, 
	document INTEGER NOT NULL, 
	PRIMARY KEY (file_id, document), 
	FOREIGN KEY(file_id) REFERENCES files (file_id), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
CREATE TABLE file_progress (
	file_id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	audience VARCHAR(20) NOT NULL, 
	reading VARCHAR(40) NOT NULL, 
	parts INTEGER NOT NULL, 
	records INTEGER NOT NULL, 
	passages INTEGER NOT NULL, 
	changed BOOLEAN NOT NULL, 
	replaced BOOLEAN NOT NULL, 
	notes TEXT, 
	PRIMARY KEY (file_id), 
	FOREIGN KEY(file_id) REFERENCES files (file_id)
);
CREATE TABLE files (
	file_id INTEGER NOT NULL, 
	location TEXT NOT NULL, 
	path TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	audience VARCHAR(20) NOT NULL, 
	sample BOOLEAN NOT NULL, 
	reading VARCHAR(40) NOT NULL, 
	outcome VARCHAR(20) NOT NULL, 
	reason VARCHAR(80), 
	fields TEXT, 
	run_id VARCHAR(80) NOT NULL, 
	notes TEXT, 
	source TEXT, 
	PRIMARY KEY (file_id), 
	UNIQUE (location)
);
INSERT INTO "files" VALUES(1,'/files/a.json','/files/a.json','ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',1,'public',0,'1','added',NULL,NULL,'',NULL,'');
INSERT INTO "files" VALUES(2,'/files/b.txt','/files/b.txt','3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d',1,'internal',0,'1','added',NULL,NULL,'',NULL,'');
CREATE TABLE keys (
	value VARCHAR(200) NOT NULL, 
	document INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	PRIMARY KEY (value, document), 
	FOREIGN KEY(document) REFERENCES documents (number)
);
INSERT INTO "keys" VALUES('publication:CN199900001B',1,'publication');
CREATE TABLE licence_acts (
	number INTEGER NOT NULL, 
	licence_id VARCHAR(32) NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	actor VARCHAR(80) NOT NULL, 
	act VARCHAR(20) NOT NULL, 
	reason TEXT NOT NULL, 
	about VARCHAR(200) NOT NULL, 
	contract TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "licence_acts" VALUES(1,'8d0535780244a67a','2026-11-30T11:43:28.226661+00:00','a2c5ae45d2abecc9','added','','','{"effective_from": "2026-01-01", "licence_type": "exclusive", "licensee": "Example Cells", "licensors": ["Example University"], "patents": [{"number": "CN199900001B"}], "remark": "entered before the upgrade"}');
CREATE TABLE licences (
	licence_id VARCHAR(32) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	contract TEXT NOT NULL, 
	ended_on DATE, 
	created_at VARCHAR(40) NOT NULL, 
	updated_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (licence_id)
);
INSERT INTO "licences" VALUES('8d0535780244a67a','active',1,'{"effective_from": "2026-01-01", "licence_type": "exclusive", "licensee": "Example Cells", "licensors": ["Example University"], "patents": [{"number": "CN199900001B"}], "remark": "entered before the upgrade"}',NULL,'2026-11-30T11:43:28.224666+00:00','2026-11-30T11:43:28.224666+00:00');
CREATE TABLE meta (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('schema','2');
INSERT INTO "meta" VALUES('library_id','4ed54bb419544df28646d52b53f4ba5b');
CREATE TABLE need_corrections (
	need_id VARCHAR(32) NOT NULL, 
	told TEXT NOT NULL, 
	PRIMARY KEY (need_id)
);
CREATE TABLE needs (
	need_id VARCHAR(32) NOT NULL, 
	owner VARCHAR(80) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	text TEXT NOT NULL, 
	enterprise VARCHAR(200) NOT NULL, 
	industry VARCHAR(200) NOT NULL, 
	region VARCHAR(200) NOT NULL, 
	budget VARCHAR(200), 
	currency VARCHAR(3), 
	budget_shared BOOLEAN NOT NULL, 
	deadline DATE, 
	licence_type VARCHAR(20), 
	created_at VARCHAR(40) NOT NULL, 
	updated_at VARCHAR(40) NOT NULL, 
	submitted_at VARCHAR(40), 
	PRIMARY KEY (need_id)
);
INSERT INTO "needs" VALUES('80016a179e8381c6','423fd6b9a61b3026','submitted','A slurry that dries faster','Example Cells','','',NULL,NULL,0,NULL,NULL,'2026-11-30T11:43:28.176309+00:00','2026-11-30T11:43:28.203732+00:00','2026-11-30T11:43:28.203596+00:00');
CREATE TABLE passages (
	document INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	passage_id VARCHAR(80) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	label TEXT NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	start_at INTEGER NOT NULL, 
	end_at INTEGER NOT NULL, 
	number VARCHAR(80), 
	depends_on TEXT, 
	headings TEXT, 
	instruction_like BOOLEAN NOT NULL, 
	text TEXT NOT NULL, 
	page INTEGER, 
	confidence FLOAT, 
	PRIMARY KEY (document, ordinal), 
	FOREIGN KEY(document) REFERENCES documents (number), 
	UNIQUE (passage_id)
);
INSERT INTO "passages" VALUES(1,0,'d881e751ef7d18655df0ed0a1-0','paragraph','[0]','en',0,26,NULL,NULL,NULL,0,'A ceramic separator slurry',NULL,NULL);
INSERT INTO "passages" VALUES(1,1,'d881e751ef7d18655df0ed0a1-1','paragraph','[1]','en',27,61,NULL,NULL,'["Part"]',0,'the slurry is coated at 60 degrees',NULL,NULL);
INSERT INTO "passages" VALUES(2,0,'d1f945387adfda3c22b8558a3-0','paragraph','[0]','en',0,23,NULL,NULL,NULL,0,'Fee floor of the slurry',NULL,NULL);
INSERT INTO "passages" VALUES(2,1,'d1f945387adfda3c22b8558a3-1','paragraph','[1]','en',24,40,NULL,NULL,'["Part"]',0,'not below 80,000',NULL,NULL);
CREATE TABLE pool_events (
	number INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	day DATE NOT NULL, 
	technology VARCHAR(32) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	reasons VARCHAR(200) NOT NULL, 
	state TEXT NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE pool_marks (
	mark_id VARCHAR(32) NOT NULL, 
	owner VARCHAR(80) NOT NULL, 
	technology VARCHAR(200) NOT NULL, 
	shared TEXT NOT NULL, 
	document_id VARCHAR(80) NOT NULL, 
	remark TEXT NOT NULL, 
	need_id VARCHAR(32) NOT NULL, 
	made_by VARCHAR(80) NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	ended_by VARCHAR(80) NOT NULL, 
	ended_at VARCHAR(40), 
	PRIMARY KEY (mark_id)
);
CREATE TABLE pool_overrides (
	override_id VARCHAR(32) NOT NULL, 
	technology VARCHAR(200) NOT NULL, 
	shared TEXT NOT NULL, 
	document_id VARCHAR(80) NOT NULL, 
	tier VARCHAR(4) NOT NULL, 
	reason TEXT NOT NULL, 
	made_by VARCHAR(80) NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	ended_by VARCHAR(80) NOT NULL, 
	ended_at VARCHAR(40), 
	PRIMARY KEY (override_id)
);
CREATE TABLE pool_rules (
	number INTEGER NOT NULL, 
	written TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	made_by VARCHAR(80) NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE run_files (
	run_id VARCHAR(80) NOT NULL, 
	position INTEGER NOT NULL, 
	location TEXT NOT NULL, 
	path TEXT NOT NULL, 
	outcome VARCHAR(20) NOT NULL, 
	reason VARCHAR(80), 
	fields TEXT, 
	notes TEXT, 
	records INTEGER NOT NULL, 
	passages INTEGER NOT NULL, 
	PRIMARY KEY (run_id, position)
);
CREATE TABLE runs (
	run_id VARCHAR(80) NOT NULL, 
	started_at VARCHAR(40) NOT NULL, 
	finished_at VARCHAR(40), 
	audience VARCHAR(20) NOT NULL, 
	added INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	replaced INTEGER NOT NULL, 
	set_aside INTEGER NOT NULL, 
	records INTEGER NOT NULL, 
	passages INTEGER NOT NULL, 
	made_by VARCHAR(200), 
	paths TEXT, 
	PRIMARY KEY (run_id)
);
INSERT INTO "runs" VALUES('run1','2026-11-01T00:00:00+00:00',NULL,'public',0,0,0,0,0,0,'cli:sme','["/files"]');
CREATE TABLE score_weights (
	number INTEGER NOT NULL, 
	points TEXT NOT NULL, 
	set_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE sessions (
	secret VARCHAR(64) NOT NULL, 
	session_id VARCHAR(32) NOT NULL, 
	account_id VARCHAR(32) NOT NULL, 
	created_at VARCHAR(40) NOT NULL, 
	seen_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY (secret), 
	UNIQUE (session_id), 
	FOREIGN KEY(account_id) REFERENCES accounts (account_id) ON DELETE CASCADE
);
INSERT INTO "sessions" VALUES('7eed61f6ae4b22b71ce260fb2bbd70900dc9498d462a9b9e5a29cee0b4c2ada0','4be02144b2e811cb','423fd6b9a61b3026','2026-11-30T11:43:28.242354+00:00','2026-11-30T11:43:28.242354+00:00');
CREATE TABLE sign_in_failures (
	"key" VARCHAR(80) NOT NULL, 
	failed INTEGER NOT NULL, 
	last_at VARCHAR(40) NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE INDEX documents_by_publication ON documents (publication_number);
CREATE INDEX documents_by_policy ON documents (policy_id);
CREATE INDEX files_by_content ON files (sha256);
CREATE INDEX keys_by_document ON keys (document);
CREATE INDEX file_documents_by_document ON file_documents (document);
CREATE INDEX conversations_by_owner ON conversations (owner, updated_at);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX access_tokens_by_account ON access_tokens (account_id);
CREATE INDEX audit_lines_by_action ON audit_lines (action, number);
CREATE INDEX audit_lines_by_actor ON audit_lines (actor, number);
CREATE INDEX audit_lines_by_moment ON audit_lines (at);
CREATE INDEX audit_lines_by_subject ON audit_lines (subject_id, number);
CREATE TRIGGER audit_lines_stay BEFORE UPDATE ON audit_lines BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_lines_are_kept BEFORE DELETE ON audit_lines BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_lines_follow BEFORE INSERT ON audit_lines WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit_lines) BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE INDEX needs_by_state ON needs (state, submitted_at);
CREATE INDEX needs_by_owner ON needs (owner, updated_at);
CREATE INDEX asked_topics_by_day ON asked_topics (day);
CREATE INDEX batches_by_time ON batches (created_at);
CREATE INDEX pool_marks_by_owner ON pool_marks (owner, made_at);
CREATE UNIQUE INDEX pool_marks_once ON pool_marks (owner, technology) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX pool_overrides_once ON pool_overrides (technology) WHERE ended_at IS NULL;
CREATE INDEX pool_events_by_technology ON pool_events (technology, number);
CREATE INDEX pool_events_by_day ON pool_events (day);
CREATE TRIGGER pool_rules_stay BEFORE UPDATE ON pool_rules BEGIN SELECT RAISE(ABORT, 'the rules of grading are only added to'); END;
CREATE TRIGGER pool_rules_are_kept BEFORE DELETE ON pool_rules BEGIN SELECT RAISE(ABORT, 'the rules of grading are only added to'); END;
CREATE TRIGGER pool_rules_follow BEFORE INSERT ON pool_rules WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM pool_rules) BEGIN SELECT RAISE(ABORT, 'the rules of grading are only added to'); END;
CREATE TRIGGER pool_events_stay BEFORE UPDATE ON pool_events BEGIN SELECT RAISE(ABORT, 'the events of the pool are only added to'); END;
CREATE TRIGGER pool_events_are_kept BEFORE DELETE ON pool_events BEGIN SELECT RAISE(ABORT, 'the events of the pool are only added to'); END;
CREATE TRIGGER pool_events_follow BEFORE INSERT ON pool_events WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM pool_events) BEGIN SELECT RAISE(ABORT, 'the events of the pool are only added to'); END;
CREATE INDEX licence_acts_by_licence ON licence_acts (licence_id, number);
CREATE INDEX licence_acts_by_actor ON licence_acts (actor);
CREATE TRIGGER licence_acts_stay BEFORE UPDATE ON licence_acts BEGIN SELECT RAISE(ABORT, 'what was done in the register stays as it was written'); END;
CREATE TRIGGER licence_acts_are_kept BEFORE DELETE ON licence_acts BEGIN SELECT RAISE(ABORT, 'what was done in the register stays as it was written'); END;
CREATE TRIGGER licence_acts_follow BEFORE INSERT ON licence_acts WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM licence_acts) BEGIN SELECT RAISE(ABORT, 'what was done in the register stays as it was written'); END;
CREATE INDEX drafts_by_need_owner ON drafts (need_owner);
CREATE INDEX drafts_by_state ON drafts (state, updated_at);
CREATE INDEX draft_steps_by_actor ON draft_steps (actor);
CREATE TRIGGER drafts_begin BEFORE INSERT ON drafts WHEN NEW.state = 'approved' OR EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = NEW.draft_id) BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER drafts_stay BEFORE UPDATE ON drafts WHEN OLD.state = 'approved' OR NEW.draft_id <> OLD.draft_id OR (NEW.state = 'approved' AND NOT EXISTS (SELECT 1 FROM draft_approvals a WHERE a.draft_id = NEW.draft_id AND a.version = NEW.version)) BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER drafts_are_kept BEFORE DELETE ON drafts WHEN OLD.state = 'approved' BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_versions_follow BEFORE INSERT ON draft_versions WHEN EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = NEW.draft_id AND d.state = 'approved') OR NEW.number <> (SELECT coalesce(max(t.number), 0) + 1 FROM draft_versions t WHERE t.draft_id = NEW.draft_id) BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_versions_stay BEFORE UPDATE ON draft_versions BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_versions_are_kept BEFORE DELETE ON draft_versions WHEN EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = OLD.draft_id AND d.state = 'approved') BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_steps_follow BEFORE INSERT ON draft_steps WHEN EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = NEW.draft_id AND d.state = 'approved') OR NEW.number <> (SELECT coalesce(max(t.number), 0) + 1 FROM draft_steps t WHERE t.draft_id = NEW.draft_id) BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_steps_stay BEFORE UPDATE ON draft_steps BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_steps_are_kept BEFORE DELETE ON draft_steps WHEN EXISTS (SELECT 1 FROM drafts d WHERE d.draft_id = OLD.draft_id AND d.state = 'approved') BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_approvals_begin BEFORE INSERT ON draft_approvals WHEN EXISTS (SELECT 1 FROM draft_approvals a WHERE a.draft_id = NEW.draft_id) BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_approvals_stay BEFORE UPDATE ON draft_approvals BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
CREATE TRIGGER draft_approvals_are_kept BEFORE DELETE ON draft_approvals BEGIN SELECT RAISE(ABORT, 'an approved draft stays as it is'); END;
COMMIT;
