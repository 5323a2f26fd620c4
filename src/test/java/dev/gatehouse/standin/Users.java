package dev.gatehouse.standin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts of the stand-in: ids are for life, logins can be changed and recycled, as
 * GitHub does.
 */
final class Users {

	static final User OCTOCAT = new User(583231, "octocat", "The Octocat", null,
			List.of(new User.Email("583231+octocat@users.noreply.example.com", false, true, null),
					new User.Email("octocat@example.com", true, true, "private")));

	static final User HUBOT = new User(480938, "hubot", "Hubot", "hubot@example.com",
			List.of(new User.Email("hubot@example.com", true, true, "public")));

	static final User MONA = new User(1000001, "mona", "Mona Lisa Octocat", null,
			List.of(new User.Email("mona@example.com", true, false, "private")));

	static final User ADMIN = User.of(1000002, "admin");

	private final Map<Long, User> users = new LinkedHashMap<>();

	Users() {
		reset();
	}

	synchronized void reset() {
		this.users.clear();
		List.of(OCTOCAT, HUBOT, MONA, ADMIN).forEach(this::add);
	}

	synchronized void add(User user) {
		if (this.users.containsKey(user.id())) {
			throw new IllegalArgumentException("There is a user with the id " + user.id());
		}
		requireFree(user.login());
		this.users.put(user.id(), user);
	}

	synchronized void rename(long id, String newLogin) {
		User user = byId(id).orElseThrow(() -> new IllegalArgumentException("No user has the id " + id));
		requireFree(newLogin);
		this.users.put(id, user.withLogin(newLogin));
	}

	synchronized void reassign(String login, long newId) {
		User user = byLogin(login).orElseThrow(() -> new IllegalArgumentException("Nobody is called " + login));
		this.users.remove(user.id());
		add(User.of(newId, login));
	}

	synchronized List<User> all() {
		return List.copyOf(this.users.values());
	}

	synchronized Optional<User> byId(long id) {
		return Optional.ofNullable(this.users.get(id));
	}

	synchronized Optional<User> byLogin(String login) {
		return this.users.values().stream().filter((user) -> user.login().equalsIgnoreCase(login)).findFirst();
	}

	/**
	 * Returns who is signed in when nobody was picked.
	 */
	synchronized User standard() {
		return byLogin(OCTOCAT.login()).orElseGet(() -> all().get(0));
	}

	private void requireFree(String login) {
		if (byLogin(login).isPresent()) {
			throw new IllegalArgumentException("Somebody is called " + login);
		}
	}

}
