package dev.gatehouse.host.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.gatehouse.support.ServerTests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pictures of the documentation, and the same on the front page.
 */
@Tag("once")
class PictureTests extends ServerTests {

	private static final Path PAGE = Path.of("src", "main", "resources", "static", "index.html");

	private static final Pattern PLACE = Pattern.compile("<!-- picture: (.+?) -->\\n(.*?)\\n?<!-- end -->",
			Pattern.DOTALL);

	private static final Pattern PATH = Pattern.compile("/[\\w/{}*.-]+");

	@Autowired
	private FilterChainProxy chains;

	/**
	 * Written anew with
	 * {@code ./mvnw test -Dtest=PictureTests -Dgatehouse.pictures=true}.
	 */
	@Test
	void picturesWhenOnTheFrontPageThenAreThoseOfTheDocumentation() throws IOException {
		String page = Files.readString(PAGE);
		List<Picture> pictures = Picture.all();
		assertThat(PLACE.matcher(page).results().map((place) -> place.group(1)))
			.containsExactlyInAnyOrderElementsOf(pictures.stream().map(Picture::title).toList());
		String drawn = PLACE.matcher(page)
			.replaceAll((place) -> Matcher
				.quoteReplacement("<!-- picture: %s -->\n%s\n<!-- end -->".formatted(place.group(1), svg(place))));
		if (Boolean.getBoolean("gatehouse.pictures")) {
			Files.writeString(PAGE, drawn);
		}
		assertThat(Files.readString(PAGE)).isEqualTo(drawn);
	}

	private static String svg(MatchResult place) {
		return Picture.all()
			.stream()
			.filter((picture) -> picture.title().equals(place.group(1)))
			.findFirst()
			.orElseThrow()
			.svg();
	}

	/** A box names the folders of a chain, then its paths. The first is no chain. */
	@Test
	void chainsWhenInThePictureThenAreThoseOfTheServiceInTheirOrder() {
		List<List<String>> boxes = Picture.all()
			.stream()
			.filter((picture) -> picture.title().contains("chains"))
			.findFirst()
			.orElseThrow()
			.boxes();
		List<SecurityFilterChain> all = this.chains.getFilterChains();
		List<Integer> order = boxes.stream().skip(1).map((box) -> chain(paths(box).get(0), all)).toList();
		assertThat(order).isSorted().doesNotHaveDuplicates().endsWith(all.size() - 1);
		for (List<String> box : boxes.subList(1, boxes.size())) {
			List<String> folders = List.of(box.get(0).replaceFirst("^\\d+ ", "").split(", "));
			assertThat(paths(box)).allSatisfy((path) -> assertThat(all.get(chain(path, all)).toString()).matches(
					(text) -> folders.stream().anyMatch((folder) -> text.contains("dev/gatehouse/" + folder + "/")),
					folders.toString()));
		}
		assertThat(
				boxes.stream().skip(1).flatMap((box) -> paths(box).stream()).map((path) -> chain(path, all)).distinct())
			.hasSameSizeAs(all);
	}

	private static List<String> paths(List<String> box) {
		return PATH.matcher(String.join(" ", box.subList(1, box.size()))).results().map(MatchResult::group).toList();
	}

	private static int chain(String path, List<SecurityFilterChain> all) {
		String example = path.replace("{provider}", "github").replace("**", "x");
		return Stream.of("GET", "POST")
			.flatMapToInt((method) -> IntStream.range(0, all.size())
				.filter((i) -> all.get(i).matches(request(method, example)))
				.limit(1))
			.min()
			.orElseThrow();
	}

	private static MockHttpServletRequest request(String method, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		return request;
	}

}
