(** Mean-value forms: a term at the centre of a region, and its slopes towards a point; on halves of the region if need be. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Enclosures Evaluate Derivatives Regions.
Import ListNotations.
Local Open Scope R_scope.

(** * Centres *)

Definition pinned (a : region) (v : nat) (p : term) : region :=
  set_nth a v (Some (Bound p false []), Some (Bound p false [])).

Definition between_ends (e : option bound * option bound) (p : term) : bool :=
  closed p
  && match fst e with Some b => natural [] [] false (TBin Sub p (at_ b)) | None => true end
  && match snd e with Some b => natural [] [] false (TBin Sub (at_ b) p) | None => true end.

Lemma between_ends_spec e p : between_ends e p = true ->
  closed p = true
  /\ match fst e with Some b => value [] (at_ b) <= value [] p | None => True end
  /\ match snd e with Some b => value [] p <= value [] (at_ b) | None => True end.
Proof.
  unfold between_ends. intros H. rewrite !andb_true_iff in H. destruct H as [[C L] U]. split; [exact C|].
  split; [destruct (fst e) as [b|]; [|exact I] | destruct (snd e) as [b|]; [|exact I]].
  - apply (natural_spec [] [] [] false _ in_empty_box (no_signs [])) in L. destruct L as [_ L]. cbn in L. lra.
  - apply (natural_spec [] [] [] false _ in_empty_box (no_signs [])) in U. destruct U as [_ U]. cbn in U. lra.
Qed.

(** Strictly between a point of the region and its centre. *)
Lemma between_inside l h p x y : lower_end_holds l x -> upper_end_holds h x -> between_ends (l, h) p = true ->
  (x < y < value [] p \/ value [] p < y < x) -> lower_end_holds (opened l) y /\ upper_end_holds (opened h) y.
Proof.
  intros L U B H. apply between_ends_spec in B. destruct B as [_ [Bl Bu]]. cbn [fst snd] in *.
  apply lower_weak in L. apply upper_weak in U.
  split; [destruct l as [b|]; cbn in *; [|exact I] | destruct h as [b|]; cbn in *; [|exact I]]; lra.
Qed.

Lemma in_region_update a env v l h y : in_region a env -> Nat.ltb v (length env) = true -> Nat.ltb v (length a) = true ->
  lower_end_holds l y -> upper_end_holds h y -> in_region (set_nth a v (l, h)) (update env v y).
Proof.
  intros H V VA Lo Hi w. apply Nat.ltb_lt in V. rewrite nth_set_nth, nth_update by exact V. rewrite VA.
  destruct (Nat.eqb v w); [split; assumption | apply H].
Qed.

(** * Mean-value forms *)

(** Zero is a slope too: towards the point from itself. *)
Definition slopes (e e' : enclosure) : I.type := I.join (I.meet (interval e) (interval e')) I.zero.

(** [vs]: variables, where they are centred, and the derivatives, simplified. *)
Fixpoint centred (a : region) (f : term) (vs : list (nat * term * term)) : option enclosure :=
  match vs with
  | [] => evaluate (box_of a) [] f
  | (v, p, d) :: vs =>
      let (l, h) := nth v a (None, None) in
      let way := box_of (set_nth a v (opened l, opened h)) in
      if Nat.ltb v (length a) && between_ends (l, h) p then
        match evaluate (box_of a) [] f, centred (pinned a v p) f vs with
        | Some _, Some y =>
            match evaluate way [] (derivative v f), evaluate way [] d with
            | Some e, Some e' =>
                match evaluate (box_of a) [] (TBin Sub (TVar v) p) with
                | Some x => Some (added y (multiplied (plain (slopes e e')) x))
                | None => None
                end
            | _, _ => None
            end
        | _, _ => None
        end
      else None
  end.

(** [d] is the derivative of [f] wherever both are defined. *)
Definition is_derivative (f : term) (v : nat) (d : term) : Prop :=
  forall env, defined env (derivative v f) -> defined env d -> value env (derivative v f) = value env d.

Theorem centred_spec f vs : forall a env e,
  (forall v p d, In (v, p, d) vs -> Nat.ltb v (length env) = true /\ is_derivative f v d) ->
  in_region a env -> centred a f vs = Some e -> defined env f /\ encloses e (value env f).
Proof.
  induction vs as [|[[v p] d] vs IH]; intros a env e V A E; cbn [centred] in E.
  - apply (evaluate_spec (box_of a) [] env f e (box_of_spec a env A) (no_signs env) E).
  - destruct (V v p d (or_introl eq_refl)) as [L I0]. pose proof (A v) as [Lo Hi].
    destruct (nth v a (None, None)) as [l h] eqn:N. cbn [fst snd] in Lo, Hi.
    destruct (Nat.ltb v (length a)) eqn:VA; [|discriminate]. destruct (between_ends (l, h) p) eqn:B; [|discriminate].
    cbn [andb] in E. set (ar := set_nth a v (opened l, opened h)) in *.
    destruct (evaluate (box_of a) [] f) as [f0|] eqn:E0; [|discriminate].
    destruct (centred (pinned a v p) f vs) as [y|] eqn:Ey; [|discriminate].
    destruct (evaluate (box_of ar) [] (derivative v f)) as [s|] eqn:Es; [|discriminate].
    destruct (evaluate (box_of ar) [] d) as [s'|] eqn:Es'; [|discriminate].
    destruct (evaluate (box_of a) [] (TBin Sub (TVar v) p)) as [r|] eqn:Er; [|discriminate]. injection E as <-.
    pose proof L as L'. apply Nat.ltb_lt in L'. set (x := nth v env 0) in *. set (c := value [] p).
    destruct (between_ends_spec _ _ B) as [Cp [Bl Bu]]. cbn [fst snd] in Bl, Bu.
    destruct (evaluate_spec _ _ _ _ _ (box_of_spec a env A) (no_signs env) E0) as [Df _].
    destruct (evaluate_spec _ _ _ _ _ (box_of_spec a env A) (no_signs env) Er) as [_ Vr].
    cbn [value binary_value] in Vr. rewrite (closed_value env [] p Cp) in Vr. fold c x in Vr.
    assert (Self : update env v x = env) by apply update_self.
    assert (C : in_region (pinned a v p) (update env v c)).
    { apply in_region_update; auto; cbn; unfold c; lra. }
    destruct (IH (pinned a v p) (update env v c) y) as [Dc Vc]; [|exact C | exact Ey|].
    { intros w q d' K. rewrite update_length. apply (V w q d'). now right. }
    assert (W : forall z, (x < z < c \/ c < z < x) -> in_region ar (update env v z)).
    { intros z Hz. destruct (between_inside l h p x z Lo Hi B Hz). now apply in_region_update. }
    assert (Da : forall z, (x < z < c \/ c < z < x) -> defined (update env v z) f).
    { intros z Hz. apply (evaluate_spec (box_of a) [] (update env v z) f f0); [|apply no_signs | exact E0].
      apply box_of_spec. intros w. rewrite nth_update by exact L'. destruct (Nat.eqb v w) eqn:K; [|apply A].
      apply Nat.eqb_eq in K. subst w. rewrite N. destruct (between_inside l h p x z Lo Hi B Hz) as [Zl Zu].
      exact (unopened l h z Zl Zu). }
    split; [exact Df|]. rewrite <- Self at 1.
    assert (Point : forall z, (z = x \/ z = c \/ (x < z < c \/ c < z < x)) -> defined (update env v z) f).
    { intros z [->|[->|Hz]]; [now rewrite Self | exact Dc | now apply Da]. }
    assert (Way : forall z, (x < z < c \/ c < z < x) -> defined (update env v z) (derivative v f)
      /\ inside (slopes s s') (value (update env v z) (derivative v f))).
    { intros z Hz. specialize (W z Hz).
      destruct (evaluate_spec _ _ _ _ _ (box_of_spec ar _ W) (no_signs _) Es) as [D1 [V1 _]].
      destruct (evaluate_spec _ _ _ _ _ (box_of_spec ar _ W) (no_signs _) Es') as [D2 [V2 _]].
      split; [exact D1|]. apply inside_join_l, inside_meet; [exact V1|]. now rewrite (I0 _ D1 D2). }
    assert (G : exists m, inside (slopes s s') m /\ value (update env v x) f = value (update env v c) f + m * (x - c)).
    { destruct (Rtotal_order c x) as [H|[H|H]].
      - destruct (growth env v L' f c x) as [z [Hz Ez]]; [lra | intros; apply Point; lra | intros; apply Way; lra|].
        exists (value (update env v z) (derivative v f)). split; [apply Way; right; lra | lra].
      - exists 0. split; [apply inside_join_r, inside_zero | rewrite H; ring].
      - destruct (growth env v L' f x c) as [z [Hz Ez]]; [lra | intros; apply Point; lra | intros; apply Way; lra|].
        exists (value (update env v z) (derivative v f)). split; [apply Way; left; lra | lra]. }
    destruct G as [m [Hm Em]]. rewrite Em. apply encloses_added; [exact Vc|].
    apply encloses_multiplied; [now apply encloses_plain | exact Vr].
Qed.

(** * On halves *)

Definition middle (e : option bound * option bound) : option term :=
  match e with
  | (Some a, Some b) =>
      Some match rational_term (at_ a), rational_term (at_ b) with
           | Some p, Some q => rational (Qred ((p + q) * (1 # 2)))
           | _, _ => TBin Div (TBin Add (at_ a) (at_ b)) (TZ 2)
           end
  | _ => None
  end.

(** The variables with two ends, centred. *)
Fixpoint centres (a : region) (ds : list (nat * term)) : list (nat * term * term) :=
  match ds with
  | [] => []
  | (v, d) :: ds =>
      match middle (nth v a (None, None)) with Some p => (v, p, d) :: centres a ds | None => centres a ds end
  end.

Lemma centres_in a ds v p d : In (v, p, d) (centres a ds) -> In (v, d) ds.
Proof.
  induction ds as [|[w e] ds IH]; cbn [centres]; [tauto|].
  destruct (middle _); [intros [E|H]; [injection E as <- _ <-; now left | right; now apply IH] | intros H; right; now apply IH].
Qed.

Definition centred_sign (a : region) (strict : bool) (f : term) (ds : list (nat * term)) : bool :=
  match centred a f (centres a ds) with
  | Some e => if strict then is_pos e else is_nonneg e
  | None => false
  end.

(** By enclosures, or mean-value forms, on all of the region or on the halves in one variable after the other. *)
Fixpoint bisected (fuel : nat) (ks : signs) (a : region) (f : term) (strict : bool) (ds : list (nat * term)) : bool :=
  if natural (box_of a) ks strict f then true
  else if centred_sign a strict f ds then true
  else
    match fuel, ds with
    | S fuel, (v, d) :: rest =>
        match middle (nth v a (None, None)) with
        | Some p =>
            let (l, h) := nth v a (None, None) in
            let b := Some (Bound p false []) in
            let ds := rest ++ [(v, d)] in
            if Nat.ltb v (length a) then
              if bisected fuel ks (set_nth a v (l, b)) f strict ds then bisected fuel ks (set_nth a v (b, h)) f strict ds
              else false
            else false
        | None => bisected fuel ks a f strict rest
        end
    | _, _ => false
    end.

Theorem bisected_spec fuel : forall ks a f strict ds env,
  (forall v d, In (v, d) ds -> Nat.ltb v (length env) = true /\ is_derivative f v d) -> signs_hold env ks ->
  in_region a env -> bisected fuel ks a f strict ds = true -> defined env f /\ has_sign strict (value env f).
Proof.
  assert (Here : forall ks a f strict ds env,
    (forall v d, In (v, d) ds -> Nat.ltb v (length env) = true /\ is_derivative f v d) -> signs_hold env ks ->
    in_region a env -> (if natural (box_of a) ks strict f then true else centred_sign a strict f ds) = true ->
    defined env f /\ has_sign strict (value env f)).
  { intros ks a f strict ds env V K A H. destruct (natural _ _ _ _) eqn:N.
    - apply (natural_spec (box_of a) ks env strict f); [now apply box_of_spec | exact K | exact N].
    - unfold centred_sign in H. destruct (centred a f (centres a ds)) as [e|] eqn:E; [|discriminate].
      destruct (centred_spec f (centres a ds) a env e) as [D I]; [|exact A | exact E|].
      { intros v p d Hv. apply V. now apply (centres_in a ds v p d). }
      split; [exact D|]. destruct strict; [now apply is_pos_spec with e | now apply is_nonneg_spec with e]. }
  induction fuel as [|fuel IH]; intros ks a f strict ds env V K A H; cbn [bisected] in H.
  - apply (Here ks a f strict ds env V K A). destruct (natural _ _ _ _); [reflexivity|].
    destruct (centred_sign _ _ _ _); [reflexivity | discriminate].
  - destruct (natural (box_of a) ks strict f) eqn:N; [apply (Here ks a f strict ds env V K A); now rewrite N|].
    destruct (centred_sign a strict f ds) eqn:C; [apply (Here ks a f strict ds env V K A); now rewrite N|].
    destruct ds as [|[v d] rest]; [discriminate|].
    destruct (middle (nth v a (None, None))) as [p|].
    + pose proof (A v) as [Lo Hi]. destruct (nth v a (None, None)) as [l h]. cbn [fst snd] in Lo, Hi.
      destruct (Nat.ltb v (length a)) eqn:VA; [|discriminate].
      destruct (bisected fuel ks (set_nth a v (l, _)) f strict _) eqn:B; [|discriminate].
      assert (V' : forall w e, In (w, e) (rest ++ [(v, d)]) -> Nat.ltb w (length env) = true /\ is_derivative f w e).
      { intros w e K'. apply V. apply in_app_or in K'. destruct K' as [K'|[K'|[]]]; [now right | now left]. }
      destruct (V v d (or_introl eq_refl)) as [L _]. set (x := nth v env 0) in *.
      destruct (Rle_or_lt x (value [] p)) as [Le|Lt].
      * apply (IH ks _ f strict _ env V' K) with (2 := B). rewrite <- (update_self env v). now apply in_region_update.
      * apply (IH ks _ f strict _ env V' K) with (2 := H). rewrite <- (update_self env v).
        apply in_region_update; auto. cbn. fold x. lra.
    + apply (IH ks a f strict rest env) with (4 := H); [|exact K | exact A]. intros w e Hw. apply V. now right.
Qed.
